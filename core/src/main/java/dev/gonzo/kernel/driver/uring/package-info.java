/** The uring driver: sockets and files on Linux, through io_uring. */
package dev.gonzo.kernel.driver.uring;
