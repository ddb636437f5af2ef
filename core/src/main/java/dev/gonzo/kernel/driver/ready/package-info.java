/** Readiness: trying a system call while it may succeed, and waiting for an event otherwise. */
package dev.gonzo.kernel.driver.ready;
