"""The web server: `gunicorn --config python:config.gunicorn`. What a command line adds wins, for example `--bind`."""

import os
from pathlib import Path

wsgi_app = "config.wsgi"
bind = "127.0.0.1:8000"  # behind the proxy of the same machine
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 90  # seconds without a sign of life; longer than SQLite's longest wait for its lock
graceful_timeout = 30  # seconds a request in hand may take when the process is told to end
max_requests, max_requests_jitter = 20_000, 2_000  # then a process is replaced; memory is flat, this is the belt
accesslog = None  # it would hold query strings; config.request_log writes its own line
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - signs of life must not wait for a disk
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "ERROR", "handlers": [], "propagate": True},
    },
}
