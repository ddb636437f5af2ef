/**
 * Warnings that no caller is there to receive, and the text of objects that Gonzo did not write.
 * Not exported.
 */
package dev.gonzo.report;
