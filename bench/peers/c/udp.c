// Echo server over UDP: one thread that blocks in recvfrom.
//
//   udp PORT
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: udp PORT\n");
    return 2;
  }
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) fail("socket");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  static char buffer[65536];
  for (;;) {
    struct sockaddr_in sender;
    socklen_t length = sizeof sender;
    ssize_t n = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&sender, &length);
    if (n >= 0) sendto(fd, buffer, n, 0, (struct sockaddr *)&sender, length);
  }
}
