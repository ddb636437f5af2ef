/** The uring driver: sockets on Linux, by io_uring. */
package dev.gonzo.kernel.driver.uring;
