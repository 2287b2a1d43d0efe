/* Heads signed over the journal when they are due. */
#ifndef CORE_AUDIT_HEAD_H
#define CORE_AUDIT_HEAD_H

#include "core/core.h"
#include "crypto/merkle_proof.h"
#include "crypto/tree_head.h"
#include "store/rows/journal_rows.h"

/* The journal's signed heads.  Everything here runs inside the caller's read or write. */

/** How old the last head must be, in seconds, before the next entry makes a new one. */
enum { AUDIT_HEAD_EVERY = 60 };

/** audit_head_node: the kept nodes, for merkle_proof.h; ${context} is the connection.  A missing
 * one is STATUS_TAMPERED. */
merkle_proof_node audit_head_node;

/** audit_head_seal(core): a write of its own that leaves no entry without a head: when a command
 * or the server ends. */
CHECKED enum status audit_head_seal(struct core *core);

#endif
