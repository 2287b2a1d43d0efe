#include "fold.h"

#include "letter.h"

void fold_fill(struct fold *folds)
{
    for (int32_t point = 0; point < FOLD_END; point++)
        folds[point] = letter_fold(point);
}
