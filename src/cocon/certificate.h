/* A self-signed certificate for trying it out. */
#ifndef COCON_CERTIFICATE_H
#define COCON_CERTIFICATE_H

#include "base/status.h"

/** certificate_create(certificate, private_key): a self-signed certificate for 127.0.0.1 and
 * localhost, good for a year, and its P-256 key, as PEM files of mode 0600: for trying Cocon out,
 * never for use. Files that are there already stay. */
CHECKED enum status certificate_create(const char *certificate, const char *private_key);

#endif
