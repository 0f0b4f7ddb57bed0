from config.backups.archive import BackupRefused
from config.backups.make import write_backup
from config.backups.restore import Restored, restore_backup

__all__ = ["BackupRefused", "Restored", "restore_backup", "write_backup"]
