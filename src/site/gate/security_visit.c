#include "gate/security_visit.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

/* Only where nobody is signed in does an address in the form say who they want to be. */
static const char *claimed_email(const struct visit *visit)
{
    const char *email = visit->act == NULL ? act_text(visit->fields, "email") : NULL;
    return email != NULL ? text_fold(visit->arena, text_clean(visit->arena, email)) : NULL;
}

static const char *method_of(const struct http_request *request)
{
    switch (request->method) {
    case HTTP_GET:
        return "GET";
    case HTTP_POST:
        return "POST";
    case HTTP_OTHER:
        break;
    }
    return "other";
}

void security_visit_tell(const struct visit *visit, enum security_event event)
{
    char id[ID_TEXT];
    const struct id *who = visit->act != NULL ? &visit->act->who.id : &visit->waiting.id;
    const struct security_notice notice = {.event = event,
                                           .address = visit->request->address,
                                           .account = id_is_none(who) ? NULL : id_text(id, who),
                                           .claimed = claimed_email(visit),
                                           .method = method_of(visit->request),
                                           .route =
                                               visit->route != NULL ? visit->route->path : NULL};
    security_log_tell(visit->site->security, &notice, clock_now());
}

/* A form that was refused for what a person was to prove by it. */
static enum security_event unproved(const struct visit *visit)
{
    const char *field;
    json_t *fault;
    if (visit->act == NULL)
        return id_is_none(&visit->waiting.id) ? SECURITY_NONE : SECURITY_FACTOR_REFUSED;
    json_object_foreach(visit->act->fault_fields, field, fault)
    {
        const char *key = act_text(fault, "key");
        if (key != NULL && strcmp(key, "passphrase_wrong") == 0)
            return SECURITY_PASSPHRASE_REFUSED;
    }
    return SECURITY_NONE;
}

static enum security_event event_of(const struct visit *visit, enum refusal refusal)
{
    switch (refusal) {
    case REFUSAL_INVALID:
        return unproved(visit);
    case REFUSAL_SIGN_IN:
        return SECURITY_SIGN_IN_NEEDED;
    case REFUSAL_WRONG:
        return SECURITY_SIGN_IN_REFUSED;
    case REFUSAL_CLOSED:
    case REFUSAL_DENIED:
    case REFUSAL_CHARTER:
    case REFUSAL_FACTOR:
        return SECURITY_DENIED;
    case REFUSAL_ORIGIN:
        return SECURITY_FOREIGN_ORIGIN;
    case REFUSAL_CSRF:
        return SECURITY_FORGED_FORM;
    case REFUSAL_NOT_FOUND:
        return SECURITY_NOT_FOUND;
    case REFUSAL_NOT_UTF8:
    case REFUSAL_MALFORMED:
    case REFUSAL_METHOD:
    case REFUSAL_NO_LENGTH:
    case REFUSAL_TYPE:
        return SECURITY_MALFORMED;
    case REFUSAL_CONFLICT:
        return SECURITY_CONFLICT;
    case REFUSAL_TOO_LARGE:
        return SECURITY_TOO_LARGE;
    case REFUSAL_RATE:
        return SECURITY_TOO_OFTEN;
    case REFUSAL_BUSY:
        return SECURITY_BUSY;
    case REFUSAL_TAMPERED:
        return SECURITY_TAMPERED;
    case REFUSAL_FAILED:
        return SECURITY_FAILED;
    case REFUSAL_NONE:
    case REFUSAL_STALE:
    case REFUSAL_SPACE:
    case REFUSAL_COUNT:
        break;
    }
    return SECURITY_NONE;
}

void security_visit_refused(const struct visit *visit, enum refusal refusal)
{
    const enum security_event event = event_of(visit, refusal);
    if (event != SECURITY_NONE)
        security_visit_tell(visit, event);
}
