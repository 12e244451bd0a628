# The local web page of site checks, for a study folder that is mounted at /study:
#
#   docker build -t halfhour .
#   docker run --rm -p 127.0.0.1:8765:8765 -v "$PWD":/study --user "$(id -u):$(id -g)" halfhour
#
# The log tells the address with a token that is made; -e HALFHOUR_TOKEN gives one. Nothing is downloaded when it runs.
# With --build-arg PDF=yes memos are printed as PDF, too: Chromium and Chinese fonts make the image larger.

FROM python:3.13-slim AS build
COPY . /source
RUN python -m venv /opt/halfhour \
    && /opt/halfhour/bin/pip install --no-cache-dir "/source[serve]"

FROM python:3.13-slim
ARG PDF=no
RUN apt-get update \
    && apt-get install -y --no-install-recommends libexpat1 \
    && if [ "$PDF" = yes ]; then apt-get install -y --no-install-recommends chromium fonts-noto-cjk; fi \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/halfhour /opt/halfhour
ENV PATH=/opt/halfhour/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/var/cache/halfhour/matplotlib \
    NUMBA_CACHE_DIR=/var/cache/halfhour/numba \
    HALFHOUR_CACHE=/var/cache/halfhour/parts
# Loops are compiled once, here; whoever runs the image may add to what is kept.
RUN mkdir -p /var/cache/halfhour/parts /study \
    && python -m halfhour.app.first_run.job \
    && chmod -R a+rwX /var/cache/halfhour
RUN useradd --no-create-home --uid 10001 halfhour
USER halfhour
WORKDIR /study
VOLUME /study
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=300s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/health', timeout=4)"]
ENTRYPOINT ["halfhour", "serve", "--host", "0.0.0.0", "--no-browser"]
CMD ["/study/study.yaml"]
