/* Exit codes; the founding link. */
#ifndef COCON_COMMAND_H
#define COCON_COMMAND_H

#include "settings.h"

struct core;

/* What `cocon` can do: one file a command; each returns a code of sysexits(3). */
int command_serve(struct settings *settings, struct arena *arena);
int command_init(struct settings *settings, struct arena *arena);
int command_invite(struct settings *settings, struct arena *arena);
int command_check(struct settings *settings, struct arena *arena);
int command_demo(struct settings *settings, struct arena *arena);
int command_audit(struct settings *settings, struct arena *arena);
int command_anonymise(struct settings *settings, struct arena *arena);
int command_retention(struct settings *settings, struct arena *arena);
int command_rekey(struct settings *settings, struct arena *arena);
int command_recover(struct settings *settings, struct arena *arena);

/** command_keys(settings, arena): what `cocon check --keys` does after the rest: who holds the key
 * of a vault without a right, or has the right without the key. */
int command_keys(const struct settings *settings, struct arena *arena);

/** command_core(out, settings, readers): core_open() with the paths of the settings. */
CHECKED enum status command_core(struct core **out, const struct settings *settings,
                                 unsigned readers);

/** command_whole(core, settings, arena): for a command that works on all there is:
 * audit_state_before(), each fault told, and what to do; OK all the same with --despite-faults. */
CHECKED enum status command_whole(struct core *core, const struct settings *settings,
                                  struct arena *arena);

/** command_head(out, arena, text): "SIZE:ROOT" as at the foot of a page, two digits a byte of the
 * root, 8 bytes of it at least; false (logged) if it is not that. */
struct audit_noted;
bool command_head(struct audit_noted *out, struct arena *arena, const char *text);

/** command_exit(status): the exit code for a status. */
int command_exit(enum status status);

/** What may be made for a space before anybody founds it; ${path} is where it is, or NULL. */
typedef enum status command_make(const char **path, struct core *core,
                                 const struct settings *settings, struct arena *arena,
                                 const char *pack);

/** command_link(settings, arena, make): a founding invitation of the space named in the settings,
 * printed on standard output: what init and invite share.  ${make} (may be NULL) comes first. */
int command_link(const struct settings *settings, struct arena *arena, command_make *make);

/** command_lexicon(out, settings, arena): the anonymiser's words, with the paths of the settings.
 */
struct lexicon;
CHECKED enum status command_lexicon(struct lexicon **out, const struct settings *settings,
                                    struct arena *arena);

/** command_words(settings, arena): the path of the meter's word list. */
const char *command_words(const struct settings *settings, struct arena *arena);

#endif
