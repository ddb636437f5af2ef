/**
 * Linux system calls through the FFM API, for the drivers: no C of our own.
 *
 * <p>Every call returns its result or the negated error number, and none on the hot path allocates.
 */
package dev.gonzo.kernel.driver.linux;
