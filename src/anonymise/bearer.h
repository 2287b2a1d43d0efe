/* Who bears a name: its keys, gender, whether a child. */
#ifndef ANONYMISE_BEARER_H
#define ANONYMISE_BEARER_H

#include "name.h"

/** bearer_keys(hit, scan, first, last): what a name is told by elsewhere: its words, which of them
 * are first names, its first letter, whether a woman or a man bears it. */
void bearer_keys(struct hit *hit, const struct scan *scan, int first, int last);

/** bearer_hit(reason, severity, rule): a finding that is somebody, nothing known of them yet. */
struct hit bearer_hit(enum reason reason, enum finding_severity severity, const char *rule);

/** bearer_list(token): which list knows the name. */
const char *bearer_list(const struct token *token);

/** bearer_add(scan, first, name, last, hit): the tokens from ${first} to ${last} are somebody,
 * whose name begins at ${name}.  Whether they could be added. */
bool bearer_add(struct scan *scan, int first, int name, int last, struct hit hit);

/** bearer_child(scan, first, last): whether what is beside the name says that it is a child's. */
bool bearer_child(const struct scan *scan, int first, int last);

/** bearer_pronoun(scan, first, last): what « il » or « elle » says of the subject of a sentence. */
enum gender bearer_pronoun(const struct scan *scan, int first, int last);

#endif
