"""What can go wrong between us and a mailbox's server, each under its own reference."""

from __future__ import annotations

from sozialclient.errors import RemoteFault


class NetError(RemoteFault):
    """Any failure of one HTTP exchange."""

    reference = "NET-RESET"


class AddressInvalid(NetError):
    """The URL is not a plain http or https address; parameter `part` says what is wrong with it."""

    reference = "NET-ADDRESS"


class HostUnknown(NetError):
    """The name of the host does not resolve; parameter `host`."""

    reference = "NET-DNS"


class Refused(NetError):
    """Nobody listens there; parameters `host`, `port`."""

    reference = "NET-REFUSED"


class Unreachable(NetError):
    """No way to the host; parameters `host`, `port`."""

    reference = "NET-UNREACHABLE"


class TimedOut(NetError):
    """The server, or the way to it, took longer than allowed; parameters `phase` and `seconds`."""

    reference = "NET-TIMEOUT"


class ConnectionLost(NetError):
    """The connection broke before the answer was complete."""

    reference = "NET-RESET"


class TruncatedResponse(NetError):
    """Fewer bytes came than announced; parameters `received`, and `expected` where announced."""

    reference = "NET-TRUNCATED"


class NotHttp(NetError):
    """What answers there does not speak HTTP."""

    reference = "NET-NOT-HTTP"


class BadFraming(NetError):
    """The length of the body is stated in no way, or in two that contradict; parameter `detail`."""

    reference = "NET-FRAMING"


class UnexpectedEncoding(NetError):
    """The body is compressed although that was not asked for."""

    reference = "NET-ENCODING"


class ResponseTooLarge(NetError):
    """The body exceeds the limit; parameter `limit` in bytes."""

    reference = "NET-TOO-LARGE"


class Redirected(NetError):
    """The server points elsewhere; never followed. Parameter `status`."""

    reference = "NET-REDIRECT"


class UnexpectedStatus(NetError):
    """For callers: an HTTP status other than 200 without a message in its body. Parameter `status`."""

    reference = "NET-STATUS"


class TlsFailed(NetError):
    """No TLS connection that meets our demands came about; parameter `reason`."""

    reference = "NET-TLS"


class TlsCertificate(NetError):
    """Nobody we trust vouches for the server's certificate; parameter `code` as OpenSSL counts."""

    reference = "NET-TLS-CERTIFICATE"


class TlsHostMismatch(NetError):
    """The server's certificate was issued for another host; parameter `host`."""

    reference = "NET-TLS-HOST"


class TlsExpired(NetError):
    """The server's certificate is expired or not valid yet."""

    reference = "NET-TLS-EXPIRED"


class CaFileUnreadable(NetError):
    """The file with additional certification authorities cannot be used."""

    reference = "NET-CA-FILE"


class ProxyInvalid(NetError):
    """The proxy setting is no usable address."""

    reference = "NET-PROXY-ADDRESS"


class ProxyFailed(NetError):
    """The proxy does not answer or does not connect us; parameter `reason`."""

    reference = "NET-PROXY"


class ProxyAuthentication(NetError):
    """The proxy wants a (different) user name and password."""

    reference = "NET-PROXY-AUTH"
