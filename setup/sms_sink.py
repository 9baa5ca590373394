"""An SMS gateway that keeps what it gets as files, for the demo.

It answers at Odoo's own seam: the address of the parameter ``sms.endpoint``, to which
Odoo posts its texts. Nothing leaves the machine. It lives in the process of
smtp_sink.py, which starts and ends it.
"""

import json
import re
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

ROUTE = "/api/sms/3/send"
PARAMETER = "sms.endpoint"


class Gateway(ThreadingHTTPServer):
    """Listens on a free port; each text becomes one ``.txt`` file."""

    daemon_threads = True

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.started = datetime.now().strftime("%Y%m%d-%H%M%S")
        self.numbers = count(1)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        Thread(target=self.serve_forever, daemon=True).start()

    def keep(self, number, text):
        name = re.sub(r"[^\d+]", "_", number)
        path = self.folder / f"{self.started}-{next(self.numbers):04}-sms-{name}.txt"
        new = path.with_suffix(".new")
        new.write_text(text + "\n")
        new.rename(path)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        """Keep the texts; only then say that they were taken."""
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != ROUTE:
            return self.send_error(404)
        result = []
        for message in request["params"]["messages"]:
            for number in message["numbers"]:
                self.server.keep(number["number"], message["content"])
                result.append({"uuid": number["uuid"], "state": "success", "credit": 0})
        body = json.dumps({"jsonrpc": "2.0", "id": request.get("id"), "result": result})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        return self.wfile.write(body.encode())

    def log_message(self, *_args):
        """The files are the log."""
