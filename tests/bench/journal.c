/* How long a check of the whole journal takes: journal FOLDER ENTRIES POLICIES SHARE, FOLDER new.
 */

#include "journal/journal.h"
#include "base/clock.h"
#include "core/journal/audit.h"
#include "crypto/secret.h"
#include "journal/audit_head.h"
#include "store/rows/person_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH = 1000, START = 1640995200 };

struct batch {
    struct act act;
    int count;
};

static enum status add_space(struct db_conn *conn, void *context)
{
    const struct batch *batch = context;
    struct space_row row = {batch->act.space, "vif-cevennes", START};
    return person_rows_insert_space(conn, &row);
}

static enum status add(struct db_conn *conn, void *context)
{
    struct batch *batch = context;
    enum status status = STATUS_OK;
    for (int i = 0; i < batch->count && status == STATUS_OK; i++)
        status = journal_add(conn, &batch->act, "read", "situation", &batch->act.space.id,
                             BYTES_OF(batch->act.space.id.bytes));
    return status;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum status measure(struct core *core, long entries)
{
    struct batch batch = {.act = {.core = core}};
    struct audit_result result;
    id_new(&batch.act.space.id);
    enum status status = db_write(core->db, add_space, &batch);
    double start = seconds();
    for (long done = 0; done < entries && status == STATUS_OK; done += batch.count) {
        batch.count = entries - done < BATCH ? (int)(entries - done) : BATCH;
        clock_set(START + 60 * (done / BATCH)); /* a head a batch */
        status = db_write(core->db, add, &batch);
    }
    clock_set(0);
    if (status == STATUS_OK)
        status = audit_head_seal(core);
    double written = seconds();
    if (status == STATUS_OK)
        status = audit_verify(&result, core, NULL, NULL, NULL);
    double checked = seconds();
    if (status == STATUS_OK)
        printf("%ld entries written in %.2f s; %llu entries, %llu nodes and %llu heads checked in"
               " %.2f s\n",
               entries, written - start, (unsigned long long)result.entries,
               (unsigned long long)result.nodes, (unsigned long long)result.heads,
               checked - written);
    return status;
}

int main(int argc, char **argv)
{
    struct core *core = NULL;
    enum status status = STATUS_INVALID;
    if (argc == 5)
        status = secret_start();
    if (status == STATUS_OK)
        status = core_create(argv[1]);
    if (status == STATUS_OK)
        status = core_open(&core, argv[1], argv[3], argv[4], 2);
    if (status == STATUS_OK)
        status = measure(core, atol(argv[2]));
    core_close(core);
    if (status != STATUS_OK)
        fprintf(stderr, "journal FOLDER ENTRIES POLICIES SHARE: %s\n", status_name(status));
    return status == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
