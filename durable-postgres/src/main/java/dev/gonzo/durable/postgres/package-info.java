/** A journal of durable tasks in PostgreSQL. */
@NullMarked
package dev.gonzo.durable.postgres;

import org.jspecify.annotations.NullMarked;
