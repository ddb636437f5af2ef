/** The side of the program that is looked into. */
@NullMarked
package dev.gonzo.monitor.server;

import org.jspecify.annotations.NullMarked;
