// Common Japanese names, with their Latin spelling, which no library can tell from the characters alone.

export interface Name {
  readonly written: string;
  /** In letters from a to z with their marks. */
  readonly latin: string;
}

const family = names(
  '佐藤 Sato, 鈴木 Suzuki, 高橋 Takahashi, 田中 Tanaka, 伊藤 Ito, 渡辺 Watanabe, 山本 Yamamoto, 中村 Nakamura, 小林 Kobayashi, 加藤 Kato, 吉田 Yoshida, 山田 Yamada, 佐々木 Sasaki, 山口 Yamaguchi, 松本 Matsumoto, 井上 Inoue, 木村 Kimura, 林 Hayashi, 斎藤 Saito, 清水 Shimizu, 山崎 Yamazaki, 森 Mori, 池田 Ikeda, 橋本 Hashimoto, 阿部 Abe, 石川 Ishikawa, 前田 Maeda, 藤田 Fujita, 小川 Ogawa, 岡田 Okada, 後藤 Goto, 長谷川 Hasegawa, 村上 Murakami, 近藤 Kondo, 石井 Ishii, 坂本 Sakamoto',
);

export const JAPANESE_NAMES = {
  family: { female: family, male: family },
  given: {
    female: names(
      '花子 Hanako, 陽子 Yoko, 京子 Kyoko, 明美 Akemi, 直美 Naomi, 裕子 Yuko, 久美子 Kumiko, 由美子 Yumiko, 恵 Megumi, 愛 Ai, 彩 Aya, 美咲 Misaki, 桜 Sakura, 七海 Nanami, 葵 Aoi, 遥 Haruka, 智子 Tomoko, 千尋 Chihiro, 香織 Kaori, 麻衣 Mai, 理恵 Rie, 沙織 Saori, 舞 Mai, 楓 Kaede',
    ),
    male: names(
      '健 Ken, 誠 Makoto, 修 Osamu, 隆 Takashi, 浩 Hiroshi, 一郎 Ichiro, 健太 Kenta, 大輔 Daisuke, 翔太 Shota, 拓也 Takuya, 直樹 Naoki, 和也 Kazuya, 達也 Tatsuya, 哲也 Tetsuya, 学 Manabu, 進 Susumu, 豊 Yutaka, 茂 Shigeru, 翔平 Shohei, 亮 Ryo, 蓮 Ren, 涼太 Ryota, 雄大 Yudai, 祐介 Yusuke',
    ),
  },
};

/** @param list names with their spelling, separated by commas */
function names(list: string): readonly [Name, ...Name[]] {
  const [first, ...others] = list.split(', ').map((name): Name => {
    const [written = '', latin = ''] = name.split(' ');
    return { written, latin };
  });
  return [first ?? { written: '', latin: '' }, ...others];
}
