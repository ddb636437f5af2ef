/** Files for every driver that has no asynchronous ones: in a bounded number of threads. */
package dev.gonzo.kernel.file;
