#ifndef TESTS_TAMPER_INSIDER_TABLES_H
#define TESTS_TAMPER_INSIDER_TABLES_H

#include "insider.h"

extern const struct insider_table insider_rows_published, insider_rows_people,
    insider_rows_invitations, insider_rows_doors, insider_rows_space, insider_rows_seances,
    insider_rows_texts, insider_rows_vaults, insider_rows_journal, insider_rows_laundered,
    insider_rows_turns, insider_rows_passing, insider_rows_strict;

static const struct insider_table *const insider_tables[] = {
    &insider_rows_strict,      &insider_rows_published, &insider_rows_people,
    &insider_rows_invitations, &insider_rows_doors,     &insider_rows_space,
    &insider_rows_seances,     &insider_rows_texts,     &insider_rows_vaults,
    &insider_rows_journal,     &insider_rows_laundered, &insider_rows_turns,
    &insider_rows_passing};

#endif
