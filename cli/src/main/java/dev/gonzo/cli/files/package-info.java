/** Files that must be this user's alone. */
@NullMarked
package dev.gonzo.cli.files;

import org.jspecify.annotations.NullMarked;
