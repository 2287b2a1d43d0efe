/* What a User-Agent says, in two words. */
#ifndef BROWSER_H
#define BROWSER_H

/** browser_of(browser, system, agent): what a User-Agent says, in two words of [label] browser.*
 * and system.*, no version: enough to recognise one's own machine.  "other" where it says nothing
 * known.
 */
void browser_of(const char **browser, const char **system, const char *agent);

#endif
