/** The server: exchanges, their handlers, a router and files. */
package dev.gonzo.http.server;
