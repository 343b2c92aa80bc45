from __future__ import annotations

import subprocess
import sys


def test_ssl_and_urllib3_wait_for_the_first_exchange() -> None:
    late = {"ssl", "urllib3", "http.client"}
    code = f"import sys, sozialclient.net.http_client; print(sorted({late} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
