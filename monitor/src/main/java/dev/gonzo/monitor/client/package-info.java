/** The side of the tool: finds programs, attaches to one, and asks it. */
@NullMarked
package dev.gonzo.monitor.client;

import org.jspecify.annotations.NullMarked;
