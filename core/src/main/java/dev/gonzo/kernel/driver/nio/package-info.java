/** Sockets by the JDK's own channels and selectors: for any system. */
package dev.gonzo.kernel.driver.nio;
