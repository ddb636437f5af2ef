/** JSON, as far as the protocol of the monitor needs it. */
@NullMarked
package dev.gonzo.monitor.json;

import org.jspecify.annotations.NullMarked;
