/** Lets tools look into this program: {@link dev.gonzo.monitor.Monitor}. */
@NullMarked
package dev.gonzo.monitor;

import org.jspecify.annotations.NullMarked;
