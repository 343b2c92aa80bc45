from __future__ import annotations

import subprocess
import sys


def test_ssl_and_urllib3_wait_for_the_first_exchange() -> None:
    code = "import sys, sozialclient.net.http_client; print(sorted({'ssl', 'urllib3', 'http.client'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
