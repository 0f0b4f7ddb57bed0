from accounts.services.access import record_access

__all__ = ["record_access"]
