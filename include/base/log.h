/* Lines on standard error as systemd reads them; ids, never names or content. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Lines on standard error with the priority prefix that systemd reads (sd-daemon(3)).  Never
 * content, names, addresses of people, or secrets: ids and statuses only.  One call is one line:
 * control characters become '?'. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
