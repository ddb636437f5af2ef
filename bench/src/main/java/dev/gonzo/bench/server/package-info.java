/** The programs of Gonzo that are measured; each is started as a process of its own. */
@NullMarked
package dev.gonzo.bench.server;

import org.jspecify.annotations.NullMarked;
