/** The standard input of this process, line by line, without blocking the kernel. */
package dev.gonzo.console;
