/** The epoll driver: sockets on Linux, based on readiness. */
package dev.gonzo.kernel.driver.epoll;
