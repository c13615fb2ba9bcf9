"""How gunicorn runs, here and on servers: `gunicorn -c python:kinderschutz.lib.web_server`.

Log lines are the portal's own, and there is no access log: `request_log` writes one line for each
request, without its address.
"""

import os
from pathlib import Path

from kinderschutz.lib import logs

worker_class, workers, threads = "kinderschutz.lib.web_worker.HurryingWorker", 2, 8
preload_app = True
control_socket_disable = True
timeout, graceful_timeout = 60, 8
limit_request_line = 8190  # the most there is; what is longer than ours gets our own page
accesslog = None
logconfig_dict = logs.to_standard_output(os.environ.get("LOG_LEVEL", "INFO"))

_shared_memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat files
worker_tmp_dir = str(_shared_memory) if os.access(_shared_memory, os.W_OK) else None
