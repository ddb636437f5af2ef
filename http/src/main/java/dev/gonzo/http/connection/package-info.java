/** The driver of HTTP/2 for servers and clients. */
package dev.gonzo.http.connection;
