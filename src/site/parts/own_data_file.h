/* One's own data as a file. */
#ifndef OWN_DATA_FILE_H
#define OWN_DATA_FILE_H

#include "request/visit.h"

/** own_data_file(visit, data, text): the reply is a file to keep: JSON for programs, or if ${text}
 * the same as lines that people read. */
CHECKED enum status own_data_file(struct visit *visit, json_t *data, bool text);

#endif
