/** The epoll driver: sockets on Linux, by readiness. */
package dev.gonzo.kernel.driver.epoll;
