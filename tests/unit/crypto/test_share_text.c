#include "crypto/share_text.h"

#include "testing.h"

#include <ctype.h>
#include <stdio.h>

static const struct digest fingerprint = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};

static struct share some_share(uint8_t number)
{
    struct share share = {
        .number = number, .k = 2, .n = 3, .set = {1, 2, 3}, .piece = secret_new(SHARES_SECRET)};
    for (unsigned i = 0; i < SHARES_SECRET; i++)
        share.piece->bytes[i] = (uint8_t)(number * 37 + i * 11);
    return share;
}

/* The sheet's lines, each after ${before}. */
static void join(char out[512], const struct share_text *text, const char *before,
                 const char *after)
{
    *out = '\0';
    for (size_t i = 0; i < SHARE_TEXT_LINES; i++) {
        strcat(out, before);
        strcat(out, text->lines[i]);
        strcat(out, after);
    }
}

static struct bytes of(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static void assert_reads(const char *text, const struct share *expected, size_t expected_count)
{
    struct share shares[SHARES_MOST];
    struct share_text_fault fault;
    size_t count;
    const enum status status = share_text_read(shares, &count, &fault, of(text));
    if (status != STATUS_OK)
        fail_msg("fault %d in line %u: %s", fault.kind, fault.line, text);
    assert_int_equal(count, expected_count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(shares[i].number, expected[i].number);
        assert_int_equal(shares[i].k, expected[i].k);
        assert_int_equal(shares[i].n, expected[i].n);
        assert_memory_equal(shares[i].set, expected[i].set, SHARES_SET);
        assert_memory_equal(shares[i].piece->bytes, expected[i].piece->bytes, SHARES_SECRET);
    }
    shares_free(shares, count);
}

static void assert_fault(const char *text, enum share_text_fault_kind kind, unsigned line)
{
    struct share shares[SHARES_MOST];
    struct share_text_fault fault;
    size_t count;
    assert_int_equal(share_text_read(shares, &count, &fault, of(text)), STATUS_INVALID);
    assert_int_equal(count, 0);
    assert_int_equal(fault.kind, kind);
    assert_int_equal(fault.line, line);
}

/* Written for ever: sheets that were printed must stay readable. */
static void the_format_stays(void **state)
{
    (void)state;
    static const char *const lines[SHARE_TEXT_LINES] = {
        "040G 40R1 081G 0000 GR", "0002 AC1V 8S8N RSVJ 1D", "FP49 77N9 PJZW NNF0 ZE",
        "XFV0 230Q 48PK GGTE MP", "B5J6 YYM0 7358 1XDS VV"};
    struct share share = some_share(1);
    struct share_text text;
    share_text_write(&text, &share);
    for (size_t i = 0; i < SHARE_TEXT_LINES; i++)
        assert_string_equal(text.lines[i], lines[i]);
    shares_free(&share, 1);
}

static void as_people_type_it(void **state)
{
    (void)state;
    struct share two[2] = {some_share(1), some_share(3)};
    struct share_text text;
    char first[512], second[512], both[1100];
    share_text_write(&text, &two[0]);
    join(first, &text, "", "\n");
    assert_reads(first, two, 1);
    for (char *c = first; *c != '\0'; c++)
        *c = (char)tolower(*c);
    assert_reads(first, two, 1);
    for (char *c = first; *c != '\0'; c++)
        *c = *c == '0' ? 'o' : *c == '1' ? 'l' : *c == ' ' ? '-' : *c;
    assert_reads(first, two, 1);
    join(first, &text, "\t  ", "\r\n\r\n");
    assert_reads(first, two, 1);
    join(first, &text, "", "/"); /* a QR code's text */
    assert_reads(first, two, 1);
    share_text_write(&text, &two[1]);
    join(second, &text, "", "\n");
    snprintf(both, sizeof both, "# la première\n%s\n  # la troisième\n%s", first, second);
    assert_reads(both, two, 2);
    snprintf(both, sizeof both, "1. %s\n2) %s\n3:%s\n4 . %s", text.lines[0], text.lines[1],
             text.lines[2], text.lines[3]);
    assert_fault(both, SHARE_TEXT_CHARACTER, 4);
    snprintf(both, sizeof both, "1. %s\n2) %s\n3:%s\n4.%s\n5. %s # fin", text.lines[0],
             text.lines[1], text.lines[2], text.lines[3], text.lines[4]);
    assert_reads(both, two + 1, 1);
    shares_free(two, 2);
}

/* In an office program, or copied from a document. */
static void with_blanks_that_others_make(void **state)
{
    (void)state;
    static const char *const marks[] = {"\u00A0", "\u202F", "\u2009", "\u2003", "\u2011", "\u2013",
                                        "\u2212", "\u00AD", "\u200B", "\u2060", "\uFEFF", "\u205F"};
    struct share share = some_share(2);
    struct share_text text;
    char all[1100];
    share_text_write(&text, &share);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t used = 0;
        for (size_t line = 0; line < SHARE_TEXT_LINES; line++) {
            used += (size_t)sprintf(all + used, "%s%zu. ", marks[i], line + 1);
            for (const char *c = text.lines[line]; *c != '\0'; c++)
                used += *c == ' ' ? (size_t)sprintf(all + used, "%s", marks[i])
                                  : (size_t)sprintf(all + used, "%c", *c);
            used += (size_t)sprintf(all + used, "%s\n%s\n", marks[i], marks[i]);
        }
        assert_reads(all, &share, 1);
    }
    snprintf(all, sizeof all, "%s\u20AC\n", text.lines[0]);
    assert_fault(all, SHARE_TEXT_CHARACTER, 1);
    snprintf(all, sizeof all, "%s\xE2\x80", text.lines[0]);
    assert_fault(all, SHARE_TEXT_CHARACTER, 1);
    shares_free(&share, 1);
}

/* Whatever single character is wrong, and whichever two neighbours are exchanged: found in its own
 * line. */
static void a_slip_is_found_in_its_line(void **state)
{
    (void)state;
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    struct share share = some_share(2);
    struct share_text text;
    char whole[512];
    unsigned slips = 0;
    share_text_write(&text, &share);
    for (unsigned line = 0; line < SHARE_TEXT_LINES; line++) {
        char *typed = text.lines[line];
        for (size_t at = 0; typed[at] != '\0'; at++) {
            const char was = typed[at];
            if (was == ' ')
                continue;
            for (const char *c = digits; *c != '\0'; c++) {
                if (*c == was)
                    continue;
                typed[at] = *c;
                join(whole, &text, "", "\n");
                assert_int_not_equal(share_text_line(of(typed), line + 1), SHARE_TEXT_NONE);
                struct share read[SHARES_MOST];
                struct share_text_fault fault;
                size_t count;
                assert_int_equal(share_text_read(read, &count, &fault, of(whole)), STATUS_INVALID);
                assert_int_equal(fault.line, line + 1);
                assert_int_equal(fault.at, line + 1);
                slips++;
            }
            typed[at] = was;
            const size_t next = typed[at + 1] == ' ' ? at + 2 : at + 1;
            if (typed[next] != '\0' && typed[next] != was) {
                typed[at] = typed[next];
                typed[next] = was;
                assert_int_not_equal(share_text_line(of(typed), line + 1), SHARE_TEXT_NONE);
                typed[next] = typed[at];
                typed[at] = was;
            }
        }
        assert_int_equal(share_text_line(of(typed), line + 1), SHARE_TEXT_NONE);
    }
    assert_int_equal(slips, SHARE_TEXT_LINES * 18 * 31);
    shares_free(&share, 1);
}

static void what_else_goes_wrong(void **state)
{
    (void)state;
    struct share shares[2] = {some_share(1), some_share(2)};
    struct share_text a, b;
    char text[4096];
    share_text_write(&a, &shares[0]);
    share_text_write(&b, &shares[1]);
    assert_fault("", SHARE_TEXT_END, 0);
    assert_fault("\n \n# rien\n", SHARE_TEXT_END, 3);
    snprintf(text, sizeof text, "%s\n%s\n", a.lines[0], a.lines[1]);
    assert_fault(text, SHARE_TEXT_END, 2);
    snprintf(text, sizeof text, "%s\n%s\n", a.lines[0], a.lines[2]);
    assert_fault(text, SHARE_TEXT_ORDER, 2);
    snprintf(text, sizeof text, "%s\n%sX\n", a.lines[0], a.lines[1]);
    assert_fault(text, SHARE_TEXT_LENGTH, 2);
    snprintf(text, sizeof text, "%s/%sX/%s\n", a.lines[0], a.lines[1], a.lines[2]);
    assert_fault(text, SHARE_TEXT_LENGTH, 1); /* all in one line, as a QR code has it */
    snprintf(text, sizeof text, "\n%s/%s\n%sX", a.lines[0], a.lines[1], a.lines[2]);
    assert_fault(text, SHARE_TEXT_LENGTH, 3);
    snprintf(text, sizeof text, "%s\n%.20s\n", a.lines[0], a.lines[1]);
    assert_fault(text, SHARE_TEXT_LENGTH, 2);
    snprintf(text, sizeof text, "%s\nU%s\n", a.lines[0], a.lines[1] + 1);
    assert_fault(text, SHARE_TEXT_CHARACTER, 2);
    snprintf(text, sizeof text, "%s\n\xc3\xa9%s\n", a.lines[0], a.lines[1] + 1);
    assert_fault(text, SHARE_TEXT_CHARACTER, 2);
    /* lines of two sheets, each good */
    snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%s\n", a.lines[0], b.lines[1], a.lines[2],
             a.lines[3], a.lines[4]);
    assert_fault(text, SHARE_TEXT_SHEET, 5);
    *text = '\0';
    for (size_t i = 0; i <= SHARES_MOST; i++)
        join(text + strlen(text), &a, "", "\n");
    assert_fault(text, SHARE_TEXT_ROOM, 5 * SHARES_MOST + 1);
    shares_free(shares, 2);
}

/* Whole and well summed, and of no split that there is. */
static void a_sheet_of_no_split_is_refused(void **state)
{
    (void)state;
    static const uint8_t wrong[][3] = {{1, 1, 3}, {1, 3, 3}, {1, 4, 3},
                                       {0, 2, 3}, {4, 2, 3}, {1, 2, SHARES_MOST + 1}};
    struct share share = some_share(1);
    struct share_text text;
    char whole[512];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        share.number = wrong[i][0];
        share.k = wrong[i][1];
        share.n = wrong[i][2];
        share_text_write(&text, &share);
        join(whole, &text, "", "\n");
        assert_fault(whole, SHARE_TEXT_SHEET, SHARE_TEXT_LINES);
    }
    share.number = share.n = SHARES_MOST;
    share_text_write(&text, &share);
    join(whole, &text, "", "\n");
    assert_reads(whole, &share, 1);
    shares_free(&share, 1);
}

static void from_the_split_to_paper_and_back(void **state)
{
    (void)state;
    struct share shares[5], read[SHARES_MOST];
    struct share_text text;
    struct share_text_fault fault;
    struct secret *secret = secret_random(SHARES_SECRET);
    struct secret *back;
    size_t count;
    char all[2048] = "";
    assert_int_equal(shares_split(shares, secret, 3, 5, &fingerprint), STATUS_OK);
    for (size_t i = 5; i-- > 2;) {
        share_text_write(&text, &shares[i]);
        join(all + strlen(all), &text, "", "\n");
    }
    assert_int_equal(share_text_read(read, &count, &fault, of(all)), STATUS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(shares_combine(&back, read, count), STATUS_OK);
    assert_memory_equal(back->bytes, secret->bytes, SHARES_SECRET);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(shares_word(&read[i]), shares_word(&shares[4 - i]));
    secret_free(back);
    secret_free(secret);
    shares_free(read, count);
    shares_free(shares, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_format_stays),
        cmocka_unit_test(as_people_type_it),
        cmocka_unit_test(with_blanks_that_others_make),
        cmocka_unit_test(a_slip_is_found_in_its_line),
        cmocka_unit_test(what_else_goes_wrong),
        cmocka_unit_test(a_sheet_of_no_split_is_refused),
        cmocka_unit_test(from_the_split_to_paper_and_back),
    };
    return secret_start() == STATUS_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
