/* The statistical model beside the rules. */
#ifndef ANONYMISE_MODEL_H
#define ANONYMISE_MODEL_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct scan;

enum model_class { MODEL_NONE, MODEL_PERSON, MODEL_PLACE, MODEL_ORGANISATION, MODEL_CLASSES };

/* From which score over the next best on the model is believed. */
enum model_threshold {
    MODEL_SURE_PERSON, /* a name where no rule found one */
    MODEL_SURE_PLACE,
    MODEL_SURE_ORGANISATION,
    MODEL_JOINS, /* a word beside a finding belongs to it */
    MODEL_VETO,  /* what a rule found is no name */
    MODEL_THRESHOLDS,
};

/** A linear classifier of words: an averaged perceptron in bytes (src/anonymise/train.mjs). */
struct model {
    const int8_t *weights; /* MODEL_CLASSES each */
    uint32_t mask;         /* of a hash */
    int32_t thresholds[MODEL_THRESHOLDS];
};

/** model_open(out, bytes, len): weights that stay where they are.  STATUS_INVALID for others. */
CHECKED enum status model_open(struct model *out, const uint8_t *bytes, size_t len);

/** model_join(scan, from): what the rules found in the piece (the hits from ${from} on) and what
 * the model says of its words: it adds mild findings, makes findings whole, takes mild ones away
 * that it is sure are none, and makes such direct ones mild where no cue speaks for them. */
void model_join(struct scan *scan, size_t from);

#endif
