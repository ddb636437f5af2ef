/** What a run leaves: the progress, a table, a page with plots, and the raw samples. */
@NullMarked
package dev.gonzo.bench.report;

import org.jspecify.annotations.NullMarked;
