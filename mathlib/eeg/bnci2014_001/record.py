"""The record of BNCI 2014-001: BCI Competition IV, data set 2a."""

from __future__ import annotations

from types import MappingProxyType

from mathlib.eeg.files.record import DataSet, RemoteFile

SESSIONS = ("T", "E")
"""The letters that end the names of the files of the first and the second day."""

# Bytes and SHA-256 of the files as their hosts serve them.
_PUBLISHED = {
    "A01T.mat": (42_806_453, "054f02e70cf9c4ada1517e9b9864f45407939c1062c6793516585c6f511d0325"),
    "A01E.mat": (43_772_146, "53d415f39c3d7b0c88b894d7b08d99bcdfe855ede63831d3691af1a45607fb62"),
    "A02T.mat": (43_068_077, "5ddd5cb520b1692c3ba1363f48d98f58f0e46f3699ee50d749947950fc39db27"),
    "A02E.mat": (44_218_409, "d63c454005d3a9b41d8440629482e855afc823339bdd0b5721842a7ee9cc7b12"),
    "A03T.mat": (44_057_065, "7e731ee8b681d5da6ecb11ae1d4e64b1653c7f15aad5d6b7620b25ce53141e80"),
    "A03E.mat": (42_316_292, "d4229267ec7624fa8bd3af5cbebac17f415f7c722de6cb676748f8cb3b717d97"),
    "A04T.mat": (37_150_377, "15850d81b95fc88cc8b9589eb9b713d49fa071e28adaf32d675b3eaa30591d6e"),
    "A04E.mat": (41_730_824, "81916dff2c12997974ba50ffc311da006ea66e525010d010765f0047e771c86a"),
    "A05T.mat": (42_452_392, "77387d3b669f4ed9a7c1dac4dcba4c2c40c8910bae20fb961bb7cf5a94912950"),
    "A05E.mat": (44_392_496, "8b357470865610c28b2f1d351beac247a56a856f02b2859d650736eb2ef77808"),
    "A06T.mat": (44_581_256, "4dc3be1b0d60279134d1220323c73c68cf73799339a7fb224087a3c560a9a7e2"),
    "A06E.mat": (43_395_510, "bf67a40621b74b6af7a986c2f6edfff7fc2bbbca237aadd07b575893032998d1"),
    "A07T.mat": (42_809_746, "43b6bbef0be78f0ac2b66cb2d9679091f1f5b7f0a5d4ebef73d2c7cc8e11aa96"),
    "A07E.mat": (42_242_294, "b9aaec73dcee002fab84ee98e938039a67bf6a3cbf4fc86d5d8df198cfe4c323"),
    "A08T.mat": (45_032_065, "7a4b3bd602d5bc307d3f4527fca2cf076659e94aca584dd64f6286fd413a82f2"),
    "A08E.mat": (46_282_127, "0eedbd89790c7d621c8eef68065ddecf80d437bbbcf60321d9253e2305f294f7"),
    "A09T.mat": (44_785_478, "b28d8a262c779c8cad9cc80ee6aa9c5691cfa6617c03befe490a090347ebd15c"),
    "A09E.mat": (44_780_912, "5d79649a42df9d51215def8ffbdaf1c3f76c54b88b9bbaae721e8c6fd972cc36"),
}


def _needs(subject: int, task: str) -> tuple[RemoteFile, ...]:
    # Every task is told apart in the same recordings.
    names = [f"A{subject:02d}{session}.mat" for session in SESSIONS]
    return tuple(RemoteFile(name, _PUBLISHED[name][1], _PUBLISHED[name][0]) for name in names)


BNCI2014_001 = DataSet(
    name="bnci2014_001",
    title="BNCI Horizon 2020, data set 001-2014 (BCI Competition IV, data set 2a)",
    summary=(
        ("recorded", "from people, with 22 EEG and 3 EOG electrodes; MATLAB files"),
        ("sampling rate", "250 Hz"),
        ("trials", "288 a day on two days for each subject, in six runs of 48"),
    ),
    n_subjects=9,
    tasks=MappingProxyType(
        {
            "four_class": "left hand, right hand, feet or tongue, imagined",
            "left_right": "left or right hand, imagined",
        }
    ),
    needs=_needs,
    setting="MNE_DATASETS_BNCI_PATH",
    folder="MNE-bnci-data",
    # Where MOABB keeps them, today and before.
    layouts=("~bci/database/001-2014", "database/data-sets/001-2014"),
    mirrors=(
        "https://lampx.tugraz.at/~bci/database/001-2014/",
        "http://bnci-horizon-2020.eu/database/data-sets/001-2014/",
    ),
    licence="Creative Commons Attribution-NoDerivatives 4.0 (CC BY-ND 4.0)",
    citation=(
        "Tangermann et al. (2012), Review of the BCI Competition IV, "
        "doi:10.3389/fnins.2012.00055; recorded by Brunner, Leeb, Müller-Putz, Schlögl and "
        "Pfurtscheller, Graz University of Technology"
    ),
)
