/* Two ends of a pty, as bare as they can be: `pair serve` answers each line, `pair ask DEVICE N` asks N times.
   serve prints the device; ask prints the 50th and 95th percentile of a round trip in microseconds. */
#define _XOPEN_SOURCE 600
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const char ASK[] = "AT+CSQ\r", ANSWER[] = "\r\n+CSQ: 20,0\r\n\r\nOK\r\n";

static void raw(int fd)
{
    struct termios mode;
    tcgetattr(fd, &mode);
    mode.c_iflag = mode.c_oflag = mode.c_lflag = 0;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    tcsetattr(fd, TCSANOW, &mode);
}

static int serve(void)
{
    char line[4096];
    ssize_t got;
    int fd = posix_openpt(O_RDWR | O_NOCTTY), slave;
    grantpt(fd);
    unlockpt(fd);
    slave = open(ptsname(fd), O_RDWR | O_NOCTTY); /* held open, so that clients may come and go */
    raw(slave);
    puts(ptsname(fd));
    fflush(stdout);
    while ((got = read(fd, line, sizeof line)) > 0)
        if (line[got - 1] == '\r' && write(fd, ANSWER, sizeof ANSWER - 1) < 0)
            break;
    return 0;
}

static int earlier(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static void turn(int fd, const char *line)
{
    char text[4096];
    size_t length = 0;
    ssize_t got;
    if (write(fd, line, strlen(line)) < 0)
        exit(1);
    do {
        struct pollfd wait = {fd, POLLIN, 0};
        if (poll(&wait, 1, 5000) <= 0 || (got = read(fd, text + length, sizeof text - length)) <= 0)
            exit(1);
        length += got;
        if (length > 2048) {
            memmove(text, text + length - 1024, 1024);
            length = 1024;
        }
    } while (length < 4 || memcmp(text + length - 4, "OK\r\n", 4) != 0);
}

static int ask(const char *device, int count)
{
    double *times = malloc(count * sizeof *times);
    struct timespec from, to;
    int fd = open(device, O_RDWR | O_NOCTTY), n;
    raw(fd);
    turn(fd, "ATE0\r");
    for (n = 0; n < count; n++) {
        clock_gettime(CLOCK_MONOTONIC, &from);
        turn(fd, ASK);
        clock_gettime(CLOCK_MONOTONIC, &to);
        times[n] = (to.tv_sec - from.tv_sec) * 1e6 + (to.tv_nsec - from.tv_nsec) / 1e3;
    }
    qsort(times, count, sizeof *times, earlier);
    printf("%f %f\n", times[count / 2], times[count * 95 / 100]);
    return 0;
}

int main(int argc, char **argv)
{
    return argc > 3 && strcmp(argv[1], "ask") == 0 ? ask(argv[2], atoi(argv[3])) : serve();
}
