#include "base/status.h"

const char *status_name(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return "ok";
    case STATUS_NOT_FOUND:
        return "not-found";
    case STATUS_DENIED:
        return "denied";
    case STATUS_CONFLICT:
        return "conflict";
    case STATUS_INVALID:
        return "invalid";
    case STATUS_LIMIT:
        return "limit";
    case STATUS_BUSY:
        return "busy";
    case STATUS_TAMPERED:
        return "tampered";
    case STATUS_FAILED:
        return "failed";
    }
    return "unknown";
}
