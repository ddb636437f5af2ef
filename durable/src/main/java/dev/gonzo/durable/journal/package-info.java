/** Where the steps of durable tasks are kept. */
@NullMarked
package dev.gonzo.durable.journal;

import org.jspecify.annotations.NullMarked;
