/** Files for all drivers without asynchronous file operations, in a bounded number of threads. */
package dev.gonzo.kernel.file;
