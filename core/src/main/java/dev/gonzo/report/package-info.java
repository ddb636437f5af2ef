/**
 * Warnings that no caller is there to receive: their logger, the text of objects that Gonzo did not
 * write, and the places in a program that they name. Not exported.
 */
package dev.gonzo.report;
