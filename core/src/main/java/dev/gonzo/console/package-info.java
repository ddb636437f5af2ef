/** The standard input of this process, line by line, without holding up the kernel. */
package dev.gonzo.console;
