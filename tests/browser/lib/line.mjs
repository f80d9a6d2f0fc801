// A line to the site that can be cut: what a browser sends over it is counted and passed on.
import {connect, createServer} from 'node:net';

export class Line {
    static async to(site) {
        const line = new Line(new URL(site.url).port);
        await new Promise((ready) => line.server.listen(0, '127.0.0.1', ready));
        line.site = {...site, url: `http://127.0.0.1:${line.server.address().port}`};
        return line;
    }

    constructor(port) {
        Object.assign(this, {port, ends: new Set(), sent: 0, is_cut: false});
        this.server = createServer((browser) => this.join(browser));
    }

    // Cut it once so many bytes have gone up: at once, or when the site answers the last of them.
    cut_after(bytes, {answered = false} = {}) {
        Object.assign(this, {sent: 0, limit: bytes, answered});
        return new Promise((done) => { this.was_cut = done; });
    }

    cut(milliseconds) {
        Object.assign(this, {is_cut: true, limit: undefined});
        for (const end of this.ends) end.destroy();
        this.was_cut?.();
        setTimeout(() => { this.is_cut = false; }, milliseconds);
    }

    join(browser) {
        if (this.is_cut) return browser.destroy();
        const node = connect(this.port, '127.0.0.1');
        for (const [end, other] of [[browser, node], [node, browser]]) {
            this.ends.add(end);
            end.on('error', () => {});
            end.on('close', () => {
                this.ends.delete(end);
                other.destroy();
            });
        }
        browser.on('data', (piece) => {
            this.sent += piece.length;
            node.write(piece);
            if (this.sent >= this.limit && !this.answered) this.cut(cut_time);
        });
        node.on('data', (piece) => {
            if (this.sent >= this.limit && this.answered) return this.cut(cut_time);
            browser.write(piece);
        });
    }

    close() {
        for (const end of this.ends) end.destroy();
        this.server.close();
    }
}

const cut_time = 1500; // longer than a browser's own second try
