/* The names of statuses. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

/** What any act can answer.  site/ maps each to one HTTP code, cocon/ to one exit code. */
enum status {
    STATUS_OK,
    STATUS_NOT_FOUND, /* unknown, or hidden from whoever asks: the two look the same */
    STATUS_DENIED,    /* the act is not theirs */
    STATUS_CONFLICT,  /* changed meanwhile, already done, or not possible in this state */
    STATUS_INVALID,   /* the input is not what it must be */
    STATUS_LIMIT,     /* too large, too many, too fast */
    STATUS_BUSY,      /* try again later */
    STATUS_TAMPERED,  /* a seal, a signature or a hash does not verify */
    STATUS_FAILED,    /* the machine failed: disk, memory, library */
};

#define CHECKED __attribute__((warn_unused_result))

/** status_name(status): the English name for logs, e.g. "not-found".  Never NULL. */
const char *status_name(enum status status);

#endif
