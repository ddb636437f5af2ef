/** The nio driver: sockets through the JDK's channels and selectors, for any system. */
package dev.gonzo.kernel.driver.nio;
